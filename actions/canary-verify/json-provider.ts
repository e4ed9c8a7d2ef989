import { UserError } from '../../shared/text/error.ts';
import { parseDuration, type Milliseconds } from '../../shared/text/duration.ts';
import type { Provider } from './provider.ts';
import type { Arm, Sample } from './sample.ts';
import { parseJson } from '../../shared/text/json.ts';
import { type JsonObject, asRecord, isRecord } from '../../shared/text/json-value.ts';

const count = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Reads recorded samples: `{"samples": [{"elapsed": "15s", "canary": {"requests": 75, "failures": {"503": 2}}, "baseline": {…}}]}`, or the
 * report of an earlier run. `failures` may be a number.
 * @throws UserError with every problem: what is not a count, more failures than requests, times that do not grow.
 */
export function parseSamples(text: string, file: string): readonly Sample[] {
  const list = samplesIn(readJson(text, file));
  if (!Array.isArray(list)) {
    throw new UserError({
      what: `${file} has no samples`,
      rule: "a list at 'samples', or a report of this action",
    });
  }
  const problems: string[] = [];
  let previous = 0;
  const samples = list.map((value: unknown, index) => {
    const read = readSample(value);
    if (typeof read === 'string') problems.push(`samples[${index}]: ${read}`);
    else if (read.elapsed <= previous) problems.push(`samples[${index}]: elapsed does not grow`);
    else previous = read.elapsed;
    return read;
  });
  if (problems.length > 0) {
    throw new UserError(problems.map((what) => ({ what: `${file}: ${what}` })));
  }
  return samples.filter((sample) => typeof sample !== 'string');
}

function readJson(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new UserError({ what: `${file} is not JSON` }, { cause: error });
  }
}

function samplesIn(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  return isRecord(value['replay']) ? value['replay']['samples'] : value['samples'];
}

function readSample(value: unknown): Sample | string {
  if (!isRecord(value)) return 'not an object';
  const elapsed = readElapsed(value['elapsed']);
  if (elapsed === undefined) return 'elapsed is neither a duration nor milliseconds above 0';
  const [canary, baseline] = [readArm(value['canary']), readArm(value['baseline'])];
  if (typeof canary === 'string') return `canary: ${canary}`;
  if (typeof baseline === 'string') return `baseline: ${baseline}`;
  const foreign = value['foreign'];
  return { elapsed, canary, baseline, ...(typeof foreign === 'string' ? { foreign } : {}) };
}

function readElapsed(value: unknown): Milliseconds | undefined {
  if (typeof value === 'string') {
    try {
      return parseDuration(value);
    } catch {
      return undefined;
    }
  }
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? (value as Milliseconds)
    : undefined;
}

function readArm(value: unknown): Arm | string {
  if (!isRecord(value)) return 'not an object';
  const { requests, failures } = value;
  if (!count(requests)) return 'requests is not a count';
  const kinds: JsonObject = count(failures) ? { failed: failures } : asRecord(failures);
  if (failures !== undefined && !count(failures) && !isRecord(failures))
    return 'failures is neither a count nor counts by kind';
  const entries = Object.entries(kinds).filter((entry): entry is [string, number] => count(entry[1]));
  if (entries.length !== Object.keys(kinds).length) return 'failures holds something that is not a count';
  const failed = entries.reduce((sum, [, number]) => sum + number, 0);
  if (failed > requests) return `${failed} failures of ${requests} requests`;
  return { requests, failures: Object.fromEntries(entries) };
}

/** Hands out recorded samples at once, one a look, whatever the time. */
export function createRecorded(samples: readonly Sample[]): Provider {
  let index = 0;
  return {
    next: (_, signal) => {
      signal.throwIfAborted();
      return Promise.resolve(samples[index++]);
    },
    close: () => undefined,
  };
}
