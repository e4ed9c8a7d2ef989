import { isRecord } from '../text/json-value.ts';

/** Whether a value is of a field's type. Some writers say null for what is absent. */
type Check = (value: unknown) => boolean;

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);

const text = optional((value) => typeof value === 'string');
const flag = optional((value) => typeof value === 'boolean');
const record = optional(isRecord);
const texts = optional((value) => Array.isArray(value) && value.every((each) => typeof each === 'string'));
const textRecord = optional(
  (value) => isRecord(value) && Object.values(value).every((each) => typeof each === 'string'),
);
const list = optional(Array.isArray);

const IMAGE: Readonly<Record<string, Check>> = {
  created: text,
  variant: text,
  config: record,
  history: list,
};
const CONTAINER: Readonly<Record<string, Check>> = {
  User: text,
  WorkingDir: text,
  StopSignal: text,
  Env: texts,
  Entrypoint: texts,
  Cmd: texts,
  Labels: textRecord,
  ExposedPorts: record,
  Volumes: record,
  Healthcheck: record,
};
const HISTORY: Readonly<Record<string, Check>> = {
  created: text,
  created_by: text,
  comment: text,
  empty_layer: flag,
};

/** The names of all fields of an image config (OCI image-spec 1.1, config.md) that are of another type than they must be. */
export function wrongFields(config: Readonly<Record<string, unknown>>): readonly string[] {
  const { config: container, history } = config;
  const entries: readonly unknown[] = Array.isArray(history) ? history : [];
  return [
    ...wrong('', config, IMAGE),
    ...wrong('config.', container, CONTAINER),
    ...entries.flatMap((entry, index) =>
      isRecord(entry) ? wrong(`history[${index}].`, entry, HISTORY) : [`history[${index}]`],
    ),
  ];
}

function wrong(prefix: string, value: unknown, checks: Readonly<Record<string, Check>>): readonly string[] {
  if (!isRecord(value)) return [];
  return Object.entries(checks).flatMap(([name, check]) => (check(value[name]) ? [] : [`${prefix}${name}`]));
}
