/** How many requests one server gets at a time: what it bears, found out as TCP does. */
export interface Pace {
  /** Runs when there is room. An answer for which `isTooMuch` holds halves the room; it grows by one again when all of it went well ten times over. */
  run<T>(work: () => Promise<T>, isTooMuch: (answer: T) => boolean): Promise<T>;
  /** How many may run now. */
  readonly room: () => number;
}

/** As many as there are connections to one server. */
const MOST_AT_ONCE = 16;

const TIMES_WELL = 10;

export function createPace(most = MOST_AT_ONCE): Pace {
  let room = most;
  let running = 0;
  let begun = 0;
  /** What was begun up to then says nothing about the room since. */
  let narrowed = 0;
  let well = 0;
  const waiting: (() => void)[] = [];

  const learn = (number: number, tooMuch: boolean): void => {
    if (!tooMuch) {
      well += 1;
      if (well >= TIMES_WELL * room && room < most) [room, well] = [room + 1, 0];
    } else if (number > narrowed) {
      room = Math.max(1, Math.floor(room / 2));
      [narrowed, well] = [begun, 0];
    }
  };
  const leave = (): void => {
    running -= 1;
    for (; running < room && waiting.length > 0; running += 1) waiting.shift()?.();
  };

  return {
    room: () => room,
    run: async (work, isTooMuch) => {
      if (running < room) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      begun += 1;
      const number = begun;
      try {
        const answer = await work();
        learn(number, isTooMuch(answer));
        return answer;
      } finally {
        leave();
      }
    },
  };
}

/**
 * The paces of a registry, whoever asks it. Reading has one of its own, so that it never waits for a write, which may be waiting for
 * what is read.
 */
export interface Paces {
  readonly read: Pace;
  readonly write: Pace;
}

const known = new Map<string, Paces>();

export function pacesOf(registry: string): Paces {
  let paces = known.get(registry);
  if (paces === undefined) known.set(registry, (paces = { read: createPace(), write: createPace() }));
  return paces;
}
