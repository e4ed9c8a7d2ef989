import { runAction } from '../../shared/action/run.ts';
import { contract } from './contract.ts';

await runAction(contract, () => import('./verify.ts'));
