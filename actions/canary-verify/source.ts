import type { Digest } from '../../shared/oci/digest.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/ports/log.ts';
import { type Milliseconds, parseDuration } from '../../shared/text/duration.ts';
import { UnavailableError } from '../../shared/text/error.ts';
import { type Identity, headerBinding, pageBinding } from './binding.ts';
import { calibrate, sampleBaseline, uncalibrated } from './calibration.ts';
import { checked } from './checked.ts';
import { createRecorded, parseSamples } from './json-provider.ts';
import { LATENCY_GRID, chooseBounds } from './latency.ts';
import type { Plan } from './plan.ts';
import { type ProbeOptions, createProbe } from './probe.ts';
import { createPrometheus, readHistory } from './prometheus.ts';
import type { Ask, PrometheusAccess } from './prometheus-api.ts';
import type { Provider } from './provider.ts';
import type { Sender } from './request.ts';
import type { Sample } from './sample.ts';
import {
  type Calibration,
  type CanaryInputs,
  type ProbeSettings,
  latencyMargins,
  probeSettings,
  prometheusAccess,
  prometheusOptions,
} from './settings.ts';
import { urlAt } from './target.ts';

/** What the providers take from the outside. */
export interface SourcePorts {
  readonly clock: Clock;
  /** Milliseconds that only grow. */
  readonly stopwatch: () => number;
  readonly signal: AbortSignal;
  readonly log: Log;
  createSender(timeout: Milliseconds): Sender;
  prometheus(access: PrometheusAccess): Ask;
  readFile(file: string): string;
}

/** The provider of a run. `digests` are those that may answer as the canary. */
export function openProvider(
  inputs: CanaryInputs,
  plan: Plan,
  ports: SourcePorts,
  digests: readonly Digest[],
): Provider {
  const identity: Identity = { version: inputs.version, digests };
  const provider = bareProvider(inputs, plan, ports, identity);
  const { canary, versionPath } = inputs;
  if (canary === undefined || versionPath === undefined) return provider;
  const sender = ports.createSender(inputs.timeout);
  const binding = pageBinding(identity);
  const url = urlAt(canary, versionPath);
  const ask = async (): Promise<string | undefined> => binding.foreign(await sender.read(url));
  return checked(provider, ask, () => {
    sender.close();
  });
}

function bareProvider(inputs: CanaryInputs, plan: Plan, ports: SourcePorts, identity: Identity): Provider {
  switch (inputs.provider) {
    case 'json': {
      const file = inputs.samples ?? '';
      return createRecorded(parseSamples(ports.readFile(file), file));
    }
    case 'prometheus':
      return createPrometheus(prometheusOptions(inputs), prometheusPorts(inputs, ports));
    case 'probe': {
      const { versionHeader: header } = inputs;
      const binding = header === undefined ? undefined : headerBinding(header, identity);
      const bounds = (plan.latency?.bounds ?? []).map(({ milliseconds }) => milliseconds);
      return openProbe(probeSettings(inputs), { duration: plan.maxDuration, bounds, binding }, ports);
    }
  }
}

const prometheusPorts = (inputs: CanaryInputs, ports: SourcePorts) => ({
  ask: ports.prometheus(prometheusAccess(inputs)),
  clock: ports.clock,
  log: ports.log,
});

function openProbe(
  settings: ProbeSettings,
  options: Pick<ProbeOptions, 'duration' | 'bounds' | 'binding'>,
  ports: SourcePorts,
): Provider {
  const sender = ports.createSender(settings.timeout);
  return createProbe({ ...settings, ...options }, { sender, clock: ports.clock, stopwatch: ports.stopwatch });
}

/** Compares the baseline with itself before the run. A job that is cancelled meanwhile ends in the run that follows. */
export async function learn(inputs: CanaryInputs, ports: SourcePorts): Promise<Calibration> {
  try {
    switch (inputs.provider) {
      case 'json':
        return uncalibrated;
      case 'prometheus':
        return await learnFromHistory(inputs, ports);
      case 'probe':
        return await learnByProbing(inputs, ports);
    }
  } catch (error) {
    if (ports.signal.aborted) return uncalibrated;
    throw error;
  }
}

const HISTORY = parseDuration('1h');

async function learnFromHistory(inputs: CanaryInputs, ports: SourcePorts): Promise<Calibration> {
  const length = inputs.calibration ?? HISTORY;
  if (length === 0) return uncalibrated;
  try {
    const options = prometheusOptions(inputs);
    return calibrate(await readHistory(options, length, prometheusPorts(inputs, ports), ports.signal));
  } catch (error) {
    if (!(error instanceof UnavailableError) || ports.signal.aborted) throw error;
    ports.log.warn(`${error.message}; the baseline's history is not known`);
    return uncalibrated;
  }
}

async function learnByProbing(inputs: CanaryInputs, ports: SourcePorts): Promise<Calibration> {
  const length = inputs.calibration;
  if (length === undefined || length === 0) return uncalibrated;
  const settings = probeSettings(inputs);
  const judged = inputs.latency === 'judge';
  const bounds = judged ? LATENCY_GRID : [];
  const probe = openProbe({ ...settings, canary: settings.baseline }, { duration: length, bounds }, ports);
  const samples = await sampleBaseline(probe, length, inputs.interval, ports.signal);
  return {
    ...calibrate(samples),
    ...(judged ? { bounds: chooseBounds(warm(samples), latencyMargins(inputs)) } : {}),
  };
}

/** Connections are made and code is warmed up during the first look; what comes after is how fast the service is. */
const warm = (samples: readonly Sample[]): readonly Sample[] =>
  samples.length > 2 ? samples.slice(1) : samples;
