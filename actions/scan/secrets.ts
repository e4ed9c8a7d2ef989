import { checkConfig } from '../../shared/image/checks/config-checks.ts';
import { type SecretScan, secretScan } from '../../shared/image/checks/secret-files.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { LayerObserver } from '../../shared/sbom/inventory.ts';
import { isRecord } from '../../shared/text/json-value.ts';

/** Something in an image that looks like a credential; never the credential itself. */
export interface SecretFinding {
  readonly what: string;
  /** In the image; undefined for its config. */
  readonly path?: string;
  readonly line?: number;
  /** From 1; a file that a later layer deletes is still in its own. */
  readonly layer?: number;
}

/** Packages bring test keys and examples with them, and pages that show what a token looks like; these open nothing. */
const HARMLESS =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|usr\/(?:local\/)?(?:lib|share))\/(?:(?:.*\/)?(?:tests?|__tests__|spec|fixtures?|testdata|examples?|docs?)\/|.*\.(?:md|markdown|rst)$)/i;

/** Looks for credentials while layers pass by. Files that the distribution's packages brought are everybody's, and no secret. */
export interface SecretWatch {
  readonly observer: LayerObserver;
  findings(): readonly SecretFinding[];
}

/** @param ignored paths whose files, and files below, are passed over. */
export function watchSecrets(ignored: readonly string[]): SecretWatch {
  const scans: SecretScan[] = [];
  let isOwned: (path: string) => boolean = () => false;
  const skip = (path: string): boolean => HARMLESS.test(path) || isBelow(path, ignored);
  return {
    observer: {
      entry: ({ path, type }, layer) => {
        const scan = (scans[layer] ??= secretScan());
        if ((type !== 'file' && type !== 'directory') || skip(path)) return undefined;
        const file = { path, name: path };
        scan.see(file);
        if (type === 'directory') return undefined;
        return {
          write: (chunk) => {
            scan.inspect(file, chunk);
          },
          end: () => undefined,
        };
      },
      owned: (decide) => {
        isOwned = decide;
      },
    },
    findings: () =>
      scans.flatMap((scan, index) =>
        scan.findings().flatMap(({ what, at }) => {
          const path = at?.file ?? '';
          return isOwned(path) ? [] : [{ what, path, line: at?.line ?? 1, layer: index + 1 }];
        }),
      ),
  };
}

/** A path is ignored by itself, or by a directory that it is in. */
const isBelow = (path: string, ignored: readonly string[]): boolean =>
  ignored.some((each) => path === each || path.startsWith(`${each}/`));

/** Environment variables and labels of an image's config that look like credentials; what is not of its type is no text to read. */
export function configSecrets(config: unknown): readonly SecretFinding[] {
  const { Env, Labels } = isRecord(config) ? config : {};
  const env = Array.isArray(Env) ? Env.filter((line): line is string => typeof line === 'string') : [];
  const labels = Object.entries(isRecord(Labels) ? Labels : {}).filter(
    (label): label is [string, string] => typeof label[1] === 'string',
  );
  return checkConfig({ Env: env, Labels: Object.fromEntries(labels) })
    .filter(({ check }) => check === 'secret-values')
    .map(({ what }) => ({ what }));
}

/** For people: where it is. */
export function placeOf({ path, line, layer }: SecretFinding, layers: readonly Digest[]): string {
  if (path === undefined) return 'the config';
  return `/${path}:${line ?? 1}, layer ${layer ?? 0} of ${layers.length}`;
}
