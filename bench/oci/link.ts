import { spawnSync } from 'node:child_process';

/**
 * Lets what the server at `port` of loopback sends take no more than a link of `rate` would (such as `5gbit`), by the kernel's traffic control;
 * needs root and `tc`.
 * @returns what takes the limit away again; undefined where it cannot be set, or loopback has limits of others.
 */
export function limitLink(port: number, rate: string): (() => void) | undefined {
  const clear = (): void => {
    tc('qdisc del dev lo root');
  };
  if (!tc('qdisc add dev lo root handle 1: htb default 10')) return undefined;
  const isSet = [
    'class add dev lo parent 1: classid 1:10 htb rate 100gbit',
    `class add dev lo parent 1: classid 1:20 htb rate ${rate} burst 2m`,
    `filter add dev lo protocol ip parent 1: prio 1 u32 match ip sport ${port} 0xffff flowid 1:20`,
  ].every(tc);
  if (isSet) return clear;
  clear();
  return undefined;
}

const tc = (command: string): boolean => spawnSync('tc', command.split(' ')).status === 0;
