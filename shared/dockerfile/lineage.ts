import type { Dockerfile } from './dockerfile.ts';
import { type GlobalScope, expandWord } from './scope.ts';
import { type Stage, earlierStage } from './stage.ts';

/** The stages that a stage is built on, from the first on, and itself: what they do is done in it. */
export function lineage(dockerfile: Dockerfile, stage: Stage, scope: GlobalScope): readonly Stage[] {
  const stages: Stage[] = [];
  let next: Stage | undefined = stage;
  while (next !== undefined) {
    stages.unshift(next);
    const base: string = expandWord(dockerfile, next.base, scope.variables).text;
    next = earlierStage(dockerfile.stages, next.index, base, false);
  }
  return stages;
}
