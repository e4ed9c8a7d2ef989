/** One process that verifies one image: `node verify-one.ts HOST REPOSITORY DIGEST PUBLIC-KEY TYPE`. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../shared/action/system-clock.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';

const [host = '', repository = '', digest = '', key = '', type = ''] = process.argv.slice(2);
const credentials = { for: () => Promise.resolve(undefined) };
const store = openStore(parseReference(`${host}/${repository}`), { credentials, clock: systemClock });
const trusted = [{ name: 'release', publicKey: readFileSync(key, 'utf8') }];
const { accepted } = await loadEvidence([store], parseDigest(digest), trusted, { types: new Set([type]) });
if (accepted.length === 0) throw new Error('no evidence');
console.log(`${accepted.length} accepted`);
