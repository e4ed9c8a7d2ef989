import path from 'node:path';
import { Worker } from 'node:worker_threads';

export interface SchemaQuestion {
  readonly id: number;
  readonly kind: 'workflow' | 'action';
  readonly name: string;
  readonly content: string;
}

export interface SchemaAnswer {
  readonly id: number;
  readonly errors: readonly string[];
}

interface Waiting {
  readonly done: (errors: readonly string[]) => void;
  readonly failed: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let questions = 0;

/** The thread keeps the program alive only while a question is open. */
function open(): Worker {
  const thread = new Worker(path.join(import.meta.dirname, 'schema-worker.ts'), { execArgv: [] });
  thread.on('message', ({ id, errors }: SchemaAnswer) => {
    waiting.get(id)?.done(errors);
    waiting.delete(id);
    if (waiting.size === 0) thread.unref();
  });
  thread.on('error', (error: Error) => {
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
    worker = undefined;
  });
  return thread;
}

function ask(kind: SchemaQuestion['kind'], name: string, content: string): Promise<readonly string[]> {
  worker ??= open();
  const thread = worker;
  const question: SchemaQuestion = { id: (questions += 1), kind, name, content };
  return new Promise((done, failed) => {
    waiting.set(question.id, { done, failed });
    thread.ref();
    thread.postMessage(question);
  });
}

/** What the official schema says against a workflow file; an empty list is a valid one. */
export const workflowErrors = (name: string, content: string): Promise<readonly string[]> =>
  ask('workflow', name, content);

/** The same for an action.yml. */
export const actionErrors = (name: string, content: string): Promise<readonly string[]> =>
  ask('action', name, content);
