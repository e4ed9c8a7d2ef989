import { type Digest, isDigest } from '../../oci/digest.ts';
import { type Problem, UserError } from '../../text/error.ts';
import { PREDICATE_BASE } from '../statement.ts';
import { at, parseTime, textAt } from './fields.ts';

/** The record that one digest was promoted to one environment; docs/predicates/promotion-v1.schema.json describes it. */
export const PROMOTION_TYPE = `${PREDICATE_BASE}promotion/v1`;

export interface Promotion {
  /** Where it was promoted to, by its name in the policy. */
  readonly environment: string;
  /** The environments that it had been promoted to before; empty when it came straight from build. */
  readonly from: readonly string[];
  /** The image's name in the policy. */
  readonly image: string;
  /** The repository it was read from. */
  readonly source: string;
  /** The repository it was written to; the record is attached there. */
  readonly repository: string;
  readonly digest: Digest;
  /** What ran there before, when that was known. */
  readonly previousDigest?: Digest;
  readonly policy: { readonly uri: string; readonly digest: Digest };
  /** The bundles that the decision rests on. */
  readonly evidence: readonly { readonly type: string; readonly digest: Digest }[];
  /** Requirements that failed and were let through by the environment's mode. */
  readonly warnings?: readonly string[];
  /** The digest of the plan that was applied. */
  readonly plan?: Digest;
  /** The GitHub accounts whose approval counted, as seen at `time`; GitHub does not tell when they gave it. */
  readonly approvedBy?: readonly string[];
  /** The GitHub account that started the run. */
  readonly requestedBy: string;
  /** The run's page. */
  readonly run: string;
  /** The commit that named the digest in the deployment files. */
  readonly commit?: string;
  /** The id of the GitHub deployment. */
  readonly deployment?: number;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/**
 * Reads a predicate of this type; fields that are not known are passed over.
 * @throws UserError with everything that is missing or not what it must be.
 */
export function parsePromotion(value: unknown): Promotion {
  const problems: Problem[] = [];
  const text = (path: string): string => {
    const found = textAt(value, path);
    if (found === undefined || found === '')
      problems.push({ what: `promotion: ${path} is missing`, rule: 'text' });
    return found ?? '';
  };
  const digest = (path: string): Digest => {
    const found = text(path);
    if (!isDigest(found))
      problems.push({ what: `promotion: ${path} is not a digest`, seen: JSON.stringify(found) });
    return found as Digest;
  };
  const time = text('time');
  if (parseTime(time) === undefined)
    problems.push({ what: 'promotion: time is not a time', seen: JSON.stringify(time) });
  const promotion: Promotion = {
    environment: text('environment'),
    from: listAt(value, 'from').filter((each) => typeof each === 'string'),
    image: text('image'),
    source: text('source'),
    repository: text('repository'),
    digest: digest('digest'),
    ...(at(value, 'previousDigest') === undefined ? {} : { previousDigest: digest('previousDigest') }),
    policy: { uri: text('policy.uri'), digest: digest('policy.digest') },
    evidence: listAt(value, 'evidence').map((_, index) => ({
      type: text(`evidence.${index}.type`),
      digest: digest(`evidence.${index}.digest`),
    })),
    ...(at(value, 'plan') === undefined ? {} : { plan: digest('plan') }),
    requestedBy: text('requestedBy'),
    run: text('run'),
    time,
    ...optionalParts(value),
  };
  if (problems.length > 0) throw new UserError(problems);
  return promotion;
}

const listAt = (value: unknown, path: string): readonly unknown[] => {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
};

function optionalParts(value: unknown): Pick<Promotion, 'commit' | 'deployment' | 'warnings' | 'approvedBy'> {
  const commit = textAt(value, 'commit');
  const deployment = at(value, 'deployment');
  const warnings = listAt(value, 'warnings').filter((each) => typeof each === 'string');
  const approvedBy = listAt(value, 'approvedBy').filter((each) => typeof each === 'string');
  return {
    ...(approvedBy.length === 0 ? {} : { approvedBy }),
    ...(commit === undefined ? {} : { commit }),
    ...(typeof deployment === 'number' ? { deployment } : {}),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
