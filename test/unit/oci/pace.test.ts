import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { copyImage } from '../../../shared/oci/copy.ts';
import { createPace, type Pace, pacesOf } from '../../../shared/oci/pace.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';
import { writeTestImage } from '../../kit/registry/image.ts';

afterEach(stopFixtures);

const isBusy = (answer: string): boolean => answer === 'busy';
const run = (pace: Pace, answer: string): Promise<string> => pace.run(() => Promise.resolve(answer), isBusy);

describe('the pace of a server', () => {
  it('starts at the most, halves with each sign of too much down to one, and grows by one in ten rounds', async () => {
    const pace = createPace(8);
    const rooms: number[] = [];
    for (let number = 0; number < 4; number += 1) {
      await run(pace, 'busy');
      rooms.push(pace.room());
    }
    expect(rooms).toEqual([4, 2, 1, 1]);
    const grown: number[] = [];
    for (let number = 1; pace.room() < 8; number += 1) {
      const before = pace.room();
      await run(pace, 'well');
      if (pace.room() > before) grown.push(number);
    }
    expect(grown).toEqual([10, 30, 60, 100, 150, 210, 280]);
    for (let number = 0; number < 200; number += 1) await run(pace, 'well');
    expect(pace.room()).toBe(8);
  });

  it('halves once for all that were under way together', async () => {
    const pace = createPace(8);
    await Promise.all(Array.from({ length: 8 }, () => run(pace, 'busy')));
    expect(pace.room()).toBe(4);
  });

  it('never lets more run than there is room, loses nobody, and goes on after an error', async () => {
    const pace = createPace(4);
    let [now, most] = [0, 0];
    const work = async (number: number): Promise<string> => {
      now += 1;
      most = Math.max(most, now);
      for (let turn = 0; turn < number % 4; turn += 1) await Promise.resolve();
      now -= 1;
      if (number % 7 === 0) throw new Error('broken');
      return number % 5 === 0 ? 'busy' : 'well';
    };
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, number) => pace.run(() => work(number), isBusy)),
    );
    expect(most).toBeLessThanOrEqual(4);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(9);
    expect(await run(pace, 'well')).toBe('well');
  });
});

describe('a registry that takes six requests at a time', () => {
  it('gets a whole image, and is soon asked for no more than that', async () => {
    // Its waits take no time here, so that a try is worth less.
    const budget = { tries: 20, milliseconds: 1_000_000 };
    const [from, to] = [await start(), await start({ maxAtOnce: 6 }, { budget })];
    const layers = Array.from({ length: 60 }, () => randomBytes(500));
    const image = await writeTestImage(from.store, { layers });
    await copyImage(from.store, to.store, image.digest, { referrers: false, parallel: 8 });
    expect(await to.store.resolve(image.digest)).toBeDefined();
    const refused = to.registry.requests.map(({ status }) => status === 429);
    const share = (part: readonly boolean[]): number => part.filter(Boolean).length / part.length;
    expect(refused).toContain(true);
    expect(share(refused.slice(-100))).toBeLessThan(0.2);
    expect(pacesOf(to.registry.host).write.room()).toBeLessThan(8);
  });
});
