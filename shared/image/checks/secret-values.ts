import type { ContainerConfig, History } from '../config.ts';
import type { Finding } from './check.ts';
import { findSecret } from './secret-patterns.ts';

const NAME =
  /(?:^|[_.-])(?:[a-z]*passw(?:or)?d|passphrase|pass|[a-z]*pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)(?:[_.-]|$)/i;
/** Names that say where a credential is, and values that are places or switches, hold none. */
const HARMLESS_NAME = /(?:^|[_.-])(?:file|path|dir|url|uri|endpoint|name|ttl|expiry|length|type|algorithm)$/i;
const HARMLESS_VALUE = /^(?:|\/.*|true|false|\d{1,4}|\$\{?.*)$/i;

/** Environment variables and labels of a config that look like credentials; their values are not shown. */
export function secretValues(config: ContainerConfig): readonly Finding[] {
  const env = (config.Env ?? []).map((line) => ['environment variable', ...splitLine(line)] as const);
  const labels = Object.entries(config.Labels ?? {}).map(([name, value]) => ['label', name, value] as const);
  return [...env, ...labels].flatMap(([kind, name, value]) => {
    const why = suspicion(name, value);
    return why === undefined
      ? []
      : [
          {
            check: 'secret-values' as const,
            what: `the ${kind} '${name}' ${why}`,
            next: 'give it to the container when it is started; anyone who can pull the image can read it',
          },
        ];
  });
}

/**
 * What the steps of a finished image tell everybody: arguments of a build stand before the command that was run with them (`|1 TOKEN=… /bin/sh -c …`),
 * ARG and ENV with their values. One finding a name.
 */
export function historySecrets(history: readonly History[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const [at, { created_by: by = '', comment = '' }] of history.entries()) {
    const named = assignments(by).flatMap(({ name, value }) => {
      const why = suspicion(name, value);
      return why === undefined ? [] : [`'${name}', which ${why},`];
    });
    const hit = named.length > 0 ? undefined : findSecret(`${by}\n${comment}`);
    for (const what of [...named, ...(hit === undefined ? [] : [hit.kind])]) {
      if (!found.has(what)) found.set(what, historyFinding(what, at + 1, history.length));
    }
  }
  return [...found.values()];
}

const historyFinding = (what: string, step: number, steps: number): Finding => ({
  check: 'secret-values',
  what: `${what} stands in the history of the image`,
  seen: `step ${step} of ${steps}`,
  next: 'give it to the step as RUN --mount=type=secret, and replace it if the image was ever published',
});

function assignments(by: string): readonly { readonly name: string; readonly value: string }[] {
  const [, count, args = ''] = /^(?:RUN )?\|(\d{1,3}) (.*)$/s.exec(by) ?? [];
  const [, set] = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|ENV)\s+(.*)$/s.exec(by) ?? [];
  const text = count === undefined ? (set ?? '') : args;
  const all = Array.from(text.matchAll(/([A-Za-z_]\w*)=(\S*)/g), ([, name = '', value = '']) => ({
    name,
    value,
  }));
  return count === undefined ? all : all.slice(0, Number(count));
}

function splitLine(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

function suspicion(name: string, value: string): string | undefined {
  const hit = findSecret(value);
  if (hit !== undefined) return `holds ${hit.kind}`;
  const named = NAME.test(name) && !HARMLESS_NAME.test(name);
  return named && !HARMLESS_VALUE.test(value) ? 'is named like a credential' : undefined;
}
