import type { ContainerConfig } from '../config.ts';
import type { Finding } from './check.ts';
import { findSecret } from './secret-patterns.ts';

const NAME =
  /(?:^|[_.-])(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)(?:[_.-]|$)/i;
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
