/**
 * The official parser, in a thread of its own. @actions/workflow-parser 0.3.61 imports its schemas as JSON without saying so, which Node
 * refuses; a hook says it for them, and jest, which allows no hook, never sees it.
 */
import { registerHooks } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { SchemaAnswer, SchemaQuestion } from './schema.ts';

registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});

const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } =
  await import('@actions/workflow-parser');
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');

async function errorsOf({ kind, name, content }: SchemaQuestion): Promise<readonly string[]> {
  const parse = kind === 'workflow' ? parseWorkflow : parseAction;
  const { context, value } = parse({ name, content }, new NoOperationTraceWriter());
  // The conditions and the needs of jobs are only looked at here.
  if (kind === 'workflow' && value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

parentPort?.on('message', (question: SchemaQuestion) => {
  void errorsOf(question).then((errors) => {
    const answer: SchemaAnswer = { id: question.id, errors };
    parentPort?.postMessage(answer);
  });
});
