import { TAR_BLOCK, type TarMember, tarExtension, writeTarHeader } from '../../../shared/image/tar-writer.ts';

/** The header of a member with what precedes it, as a layer has them. */
export function tarHeader(member: TarMember): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  writeTarHeader(member, header, 0);
  return Buffer.concat([tarExtension(member), header]);
}
