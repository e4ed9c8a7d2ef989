import { type Digest, parseDigest } from '../oci/digest.ts';
import { UserError } from '../text/error.ts';
import { formatTime } from '../text/duration.ts';
import { name } from './fields.ts';
import type { RepositoryFiles } from './load.ts';
import { readYaml } from './reading.ts';
import type { PolicyFile } from './schema.ts';
import { type ShapeOf, lastDay, note, oneOf, parsed, text } from './shape.ts';
import { list, mapping, needed, optional } from './structure.ts';
import type { Finding, JudgedImage } from './verdict.ts';

/** Where holds are, beside the policy. */
export const HOLDS_PATH = '.github/fixity/holds.yml';

/** What it might be called by mistake; it would hold nothing. */
const MISTAKEN_PATH = '.github/fixity/holds.yaml';

const hold = mapping({
  id: needed(name, 'What people call it.'),
  environment: needed(name, 'The environment that it keeps things out of.'),
  image: optional(name, 'The image; absent: every image.'),
  digest: optional(
    parsed('a digest, sha256:…', parseDigest),
    'The digest, of the image or of one of its platforms; absent: every digest.',
  ),
  reason: needed(text(), 'Why.'),
  by: needed(text(), 'Who set it.'),
  until: optional(lastDay, 'When it ends by itself; absent: when it is taken out.'),
});

const holdsShape = mapping({
  version: needed(oneOf([1]), 'The version of this format.'),
  holds: optional(list(hold), 'What is kept out of which environment.'),
});

export type Hold = ShapeOf<typeof hold>;

/**
 * Reads the holds of the commit that the policy is from. A hold is a file and no evidence, for whoever deletes evidence would lift it.
 * @returns none when there is no such file.
 * @throws UserError when the file cannot be read whole: nobody knows then what it keeps out.
 */
export async function loadHolds(policy: PolicyFile, files: RepositoryFiles): Promise<readonly Hold[]> {
  const [bytes, mistaken] = await Promise.all([files.read(HOLDS_PATH), files.read(MISTAKEN_PATH)]);
  if (mistaken !== undefined) {
    throw new UserError({
      what: `${MISTAKEN_PATH} is not read, so what it holds would not be held`,
      rule: `holds are in ${HOLDS_PATH}`,
      next: `rename it to ${HOLDS_PATH}`,
    });
  }
  if (bytes === undefined) return [];
  const reading = readYaml(HOLDS_PATH, new TextDecoder().decode(bytes));
  const file =
    reading.problems.length > 0 ? undefined : holdsShape.read(reading.document.contents, [], reading);
  const known = { environment: policy.environments, image: policy.images };
  (reading.problems.length > 0 ? [] : (file?.holds ?? [])).forEach((each, index) => {
    for (const key of ['environment', 'image'] as const) {
      const named = each[key];
      if (named === undefined || known[key]?.has(named) === true) continue;
      note(reading, ['holds', index, key], {
        what: `a hold names no ${key} of the policy`,
        rule: `known are ${[...(known[key]?.keys() ?? [])].join(', ')}`,
        seen: JSON.stringify(named),
      });
    }
  });
  if (file === undefined || reading.problems.length > 0) throw new UserError(reading.problems);
  return file.holds ?? [];
}

/** A platform that is held keeps its whole image out: nothing promotes one without the other. */
const digestsOf = ({ digest, platforms }: JudgedImage): readonly Digest[] => [
  digest,
  ...platforms.map((each) => each.digest),
];

/** The holds that keep this image out of this environment now, each as a finding; none when nothing does. */
export const checkHolds = (
  holds: readonly Hold[],
  environment: string,
  subject: JudgedImage,
  now: Date,
): readonly Finding[] =>
  holds
    .filter(
      (each) =>
        each.environment === environment &&
        (each.image === undefined || each.image === subject.image) &&
        (each.digest === undefined || digestsOf(subject).includes(each.digest)) &&
        (each.until === undefined || now <= each.until),
    )
    .map((each) => ({
      requirement: `hold ${each.id}`,
      environment,
      result: 'fail',
      wanted: 'no hold',
      seen: `held by ${each.by}: ${each.reason}${each.until === undefined ? '' : `, until ${formatTime(each.until)}`}`,
      evidence: [],
      next: `when its reason is gone, take ${each.id} out of ${HOLDS_PATH} on the default branch`,
    }));
