import type { Outcome } from '../../shared/action/run.ts';
import { formatNamedImage } from '../../shared/manifests/edit.ts';
import { worstResult } from './plan.ts';
import type { PromoteReport } from './report.ts';
import { headline, summarise } from './summary.ts';

/** Outputs, summary and report of what was decided and done. */
export function outcomeOf(report: PromoteReport): Outcome {
  const { images, targets, applied, planDigest } = report;
  const verdict = worstResult(images.map((image) => image.verdict));
  const changed = targets.filter((target) => target.changed);
  return {
    result: verdict === 'fail' ? 'refused' : applied?.unchanged === true ? 'unchanged' : 'done',
    headline: headline(report),
    outputs: {
      verdict,
      changes: changed.map(({ path, line, image, before, after }) => ({
        path,
        line,
        image,
        before: formatNamedImage(before),
        after: formatNamedImage(after),
      })),
      image: images.map(({ destinations }) => destinations[0]).join('\n'),
      planDigest,
      ...(applied === undefined
        ? {}
        : { deploymentId: String(applied.deployment), ...writtenOutputs(applied) }),
    },
    summary: summarise(report),
    report: { ...report, files: report.files.map(({ path }) => path) },
    problems: verdict === 'fail' ? problemsOf(report) : [],
  };
}

function writtenOutputs({ commit, records }: NonNullable<PromoteReport['applied']>) {
  const first = new Map(records.toReversed().map(({ image, digest }) => [image, digest]));
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(first.size === 0 ? {} : { recordDigest: [...first.values()].reverse().join('\n') }),
  };
}

const problemsOf = ({ images, environment }: PromoteReport) =>
  images.flatMap(({ verdict }) =>
    verdict.findings
      .filter(({ result }) => result !== 'pass')
      .map(({ requirement, wanted, seen, next }) => ({
        what: `${verdict.image} may not go to ${environment}: ${requirement}`,
        rule: wanted,
        seen,
        ...(next === undefined ? {} : { next }),
      })),
  );
