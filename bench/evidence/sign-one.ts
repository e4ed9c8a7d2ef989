/** One process that signs one image with a key: `node sign-one.ts HOST REPOSITORY DIGEST PRIVATE-KEY`. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../shared/action/system-clock.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { loadSigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';

const [host = '', repository = '', digest = '', file = ''] = process.argv.slice(2);
const store = openStore(parseReference(`${host}/${repository}`), {
  credentials: anonymous,
  clock: systemClock,
});
const signer = await loadSigner(
  { signing: 'key', key: readFileSync(file, 'utf8') },
  { variable: () => undefined, readFile: () => '', pullRequest: false },
);
const image = await store.resolve(digest);
if (signer === undefined || image === undefined) throw new Error('no key, or no image');
await attachStatement(store, signer, statementAbout([image], SIGNATURE_TYPE, {}), image);
