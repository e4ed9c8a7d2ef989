import { isScalar } from 'yaml';
import { parseDuration } from '../../text/duration.ts';
import { UserError } from '../../text/error.ts';
import type { Healthcheck, RunConfig } from '../config.ts';
import {
  type Field,
  itemsOf,
  matching,
  membersOf,
  note,
  parsedOf,
  recordOf,
  textOf,
  textsOf,
} from './fields.ts';
import { parseDestination } from './read-layer.ts';

const KEYS = [
  'entrypoint',
  'cmd',
  'env',
  'user',
  'workdir',
  'ports',
  'volumes',
  'labels',
  'stop-signal',
  'healthcheck',
] as const;
const HEALTH_KEYS = ['test', 'interval', 'timeout', 'start-period', 'retries'] as const;

export const EMPTY_CONFIG: RunConfig = { env: {}, ports: [], volumes: [], labels: {} };

/** Reads `config`. */
export function readConfig(field: Field): RunConfig {
  const members = membersOf(field, KEYS);
  const entrypoint = members.entrypoint && readCommand(members.entrypoint);
  const cmd = members.cmd && readCommand(members.cmd);
  const user =
    members.user &&
    matching(
      members.user,
      /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/,
      "a user, 'UID', 'UID:GID' or 'NAME'",
    );
  const workdir = members.workdir && readPath(members.workdir);
  const stopSignal =
    members['stop-signal'] &&
    matching(members['stop-signal'], /^(SIG[A-Z0-9+-]+|\d{1,2})$/, 'a signal such as SIGTERM');
  const healthcheck = members.healthcheck && readHealthcheck(members.healthcheck);
  return {
    env: (members.env && recordOf(members.env, /^[^\s=\0]+$/, 'a name without = and spaces')) ?? {},
    ports:
      (members.ports && itemsOf(members.ports)?.flatMap((item) => parsedOf(item, parsePort) ?? [])) ?? [],
    volumes: (members.volumes && itemsOf(members.volumes)?.flatMap((item) => readPath(item) ?? [])) ?? [],
    labels: (members.labels && recordOf(members.labels, /^\S+$/, 'a name without spaces')) ?? {},
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(cmd === undefined ? {} : { cmd }),
    ...(user === undefined ? {} : { user }),
    ...(workdir === undefined ? {} : { workdir }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...(healthcheck === undefined ? {} : { healthcheck }),
  };
}

/** A list of words: a text would leave open whether a shell splits it, and many images have none. */
function readCommand(field: Field): readonly string[] | undefined {
  if (isScalar(field.node)) {
    return note(field, {
      what: `'${field.name}' is a text`,
      rule: 'a list of words, such as [/app/server, --port, "8080"]',
      next: 'write a list; for a shell, [/bin/sh, -c, "…"]',
    });
  }
  return itemsOf(field)?.flatMap((item) => textOf(item) ?? []);
}

const readPath = (field: Field): string | undefined => {
  const place = parsedOf(field, parseDestination);
  return place === undefined ? undefined : `/${place.to}`;
};

/** `8080`, `8080/tcp`, `53/udp`. @throws UserError */
function parsePort(text: string): string {
  const [, port, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new UserError({
      what: 'not a port',
      rule: '1 to 65535, with /tcp, /udp or /sctp',
      seen: JSON.stringify(text),
    });
  }
  return `${Number(port)}/${protocol}`;
}

function readHealthcheck(field: Field): Healthcheck | undefined {
  const members = membersOf(field, HEALTH_KEYS);
  const words = members.test === undefined ? undefined : textsOf(members.test);
  if (words === undefined || words.length === 0) {
    return note(field, { what: `'${field.name}' has no test`, rule: 'the words of a command' });
  }
  const time = (member: Field | undefined): number | undefined => member && parsedOf(member, parseDuration);
  const retries = members.retries && matching(members.retries, /^\d{1,4}$/, 'a whole number');
  return {
    Test: ['CMD', 'CMD-SHELL', 'NONE'].includes(words[0] ?? '') ? words : ['CMD', ...words],
    ...nanoseconds('Interval', time(members.interval)),
    ...nanoseconds('Timeout', time(members.timeout)),
    ...nanoseconds('StartPeriod', time(members['start-period'])),
    ...(retries === undefined ? {} : { Retries: Number(retries) }),
  };
}

const nanoseconds = <K extends string>(
  key: K,
  milliseconds: number | undefined,
): Partial<Record<K, number>> =>
  milliseconds === undefined ? {} : ({ [key]: milliseconds * 1_000_000 } as Partial<Record<K, number>>);
