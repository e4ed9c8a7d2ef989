import { isScalar } from 'yaml';
import { parseDuration } from '../../text/duration.ts';
import { UserError } from '../../text/error.ts';
import type { Healthcheck, RunConfig } from '../config.ts';
import { defined } from '../defined.ts';
import {
  type Field,
  given,
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

const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/;
const SIGNAL = /^(SIG[A-Z0-9+-]+|\d{1,2})$/;

/** Reads `config`. */
export function readConfig(field: Field): RunConfig {
  const members = membersOf(field, KEYS);
  const each =
    <T>(read: (item: Field) => T | undefined) =>
    (list: Field): readonly T[] | undefined =>
      itemsOf(list)?.flatMap((item) => read(item) ?? []);
  return {
    env: given(members.env, (env) => recordOf(env, /^[^\s=\0]+$/, 'a name without = and spaces'), {}),
    labels: given(members.labels, (labels) => recordOf(labels, /^\S+$/, 'a name without spaces'), {}),
    ports: given(
      members.ports,
      each((item) => parsedOf(item, parsePort)),
      [],
    ),
    volumes: given(members.volumes, each(readPath), []),
    ...defined({
      entrypoint: given(members.entrypoint, readCommand),
      cmd: given(members.cmd, readCommand),
      user: given(members.user, (user) => matching(user, USER, "a user, 'UID', 'UID:GID' or 'NAME'")),
      workdir: given(members.workdir, readPath),
      stopSignal: given(members['stop-signal'], (signal) =>
        matching(signal, SIGNAL, 'a signal such as SIGTERM'),
      ),
      healthcheck: given(members.healthcheck, readHealthcheck),
    }),
  };
}

/** A list of words: a text would leave open whether a shell splits it, and many images have none. */
function readCommand(field: Field): readonly string[] | undefined {
  if (isScalar(field.node)) {
    note(field, {
      what: `'${field.name}' is a text`,
      rule: 'a list of words, such as [/app/server, --port, "8080"]',
      next: 'write a list; for a shell, [/bin/sh, -c, "…"]',
    });
    return undefined;
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
    note(field, { what: `'${field.name}' has no test`, rule: 'the words of a command' });
    return undefined;
  }
  const nanoseconds = (time: Field): number | undefined => {
    const milliseconds = parsedOf(time, parseDuration);
    return milliseconds === undefined ? undefined : milliseconds * 1_000_000;
  };
  const retries = given(members.retries, (count) => matching(count, /^\d{1,4}$/, 'a whole number'));
  return {
    Test: ['CMD', 'CMD-SHELL', 'NONE'].includes(words[0] ?? '') ? words : ['CMD', ...words],
    ...defined({
      Interval: given(members.interval, nanoseconds),
      Timeout: given(members.timeout, nanoseconds),
      StartPeriod: given(members['start-period'], nanoseconds),
      Retries: retries === undefined ? undefined : Number(retries),
    }),
  };
}
