import type { SourcePosition } from '../text/error.ts';
import type { TarMember } from './tar-writer.ts';

/** One `source: destination` of a layer. */
export interface Copy {
  /** Relative to the workspace. */
  readonly from: string;
  /** Relative to the image's root, normalised; where `intoDirectory`, a single file keeps its name below it. */
  readonly to: string;
  readonly intoDirectory: boolean;
  readonly at?: SourcePosition;
}

/** A layer as `image.yml` describes it. */
export interface LayerSpec {
  readonly name: string;
  readonly copies: readonly Copy[];
  readonly ignore: readonly string[];
  /** `normalize`: 0755 or 0644 by the execute bit, so that the umask of a checkout does not matter. `preserve`: as they are. */
  readonly mode: 'normalize' | 'preserve';
  readonly uid: number;
  readonly gid: number;
  /** `fixed`: one constant, so that equal files give an equal layer at every commit. `commit`: the commit's time. */
  readonly modified: 'fixed' | 'commit';
  /** Paths of lower layers to hide, relative to the image's root. */
  readonly remove: readonly { readonly path: string; readonly at?: SourcePosition }[];
}

/** A member of a new layer, and where its content comes from. */
export interface LayerEntry extends TarMember {
  readonly source?: string;
}
