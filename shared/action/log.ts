import * as core from '@actions/core';
import type { Log } from '../ports/log.ts';

/**
 * A line of text from outside could be a workflow command (`::set-output::…`, or the older `##[…]`). A zero-width space in front of
 * the mark leaves it readable and makes it mean nothing.
 */
export const inert = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(/^(\s*)(::|##\[)/gm, '$1\u200b$2');

export const log: Log = {
  info: (line) => {
    core.info(inert(line));
  },
  warn: (line) => {
    core.warning(line);
  },
  group: async (title, work) => core.group(inert(title), work),
};
