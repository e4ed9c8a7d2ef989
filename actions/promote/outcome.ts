import type { Outcome } from '../../shared/action/run.ts';
import { formatNamedImage } from '../../shared/manifests/edit.ts';
import type { GateFinding } from '../../shared/policy/verdict.ts';
import type { Problem } from '../../shared/text/error.ts';
import { isOpen, type PromoteReport } from './report.ts';
import { headline, summarise } from './summary.ts';

/** Outputs, summary and report of what was decided and done. */
export function outcomeOf(report: PromoteReport): Outcome {
  const { images, targets, applied, planDigest, planPath, verdict } = report;
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
      // Nothing is to be done of what is refused, so there is nothing to approve.
      ...(verdict === 'fail' ? {} : { planDigest }),
      ...(planPath === undefined ? {} : { planPath }),
      ...(applied === undefined ? {} : writtenOutputs(applied)),
    },
    summary: summarise(report),
    report: { ...report, files: report.files.map(({ path }) => path) },
    problems: verdict === 'fail' ? problemsOf(report) : [],
  };
}

function writtenOutputs({ commit, records, deployment }: NonNullable<PromoteReport['applied']>) {
  const first = new Map(records.toReversed().map(({ image, digest }) => [image, digest]));
  return {
    deploymentId: String(deployment),
    ...(commit === undefined ? {} : { commit }),
    ...(first.size === 0 ? {} : { recordDigest: [...first.values()].reverse().join('\n') }),
  };
}

function problemsOf({ images, gates, environment }: PromoteReport): readonly Problem[] {
  const problem = (image: string, { requirement, wanted, seen, next }: GateFinding): Problem => ({
    what: `${image} may not go to ${environment}: ${requirement}`,
    rule: wanted,
    seen,
    ...(next === undefined ? {} : { next }),
  });
  const all = images.map(({ verdict }) => verdict.image).join(', ');
  return [
    ...images.flatMap(({ verdict }) =>
      verdict.findings.filter(isOpen).map((each) => problem(verdict.image, each)),
    ),
    ...gates.filter(isOpen).map((each) => problem(all, each)),
  ];
}
