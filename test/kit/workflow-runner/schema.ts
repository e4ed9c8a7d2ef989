import { registerHooks } from 'node:module';

/** A fault that GitHub's own schema finds, with its place when it has one. */
export interface SchemaError {
  readonly message: string;
}

type Parser = typeof import('@actions/workflow-parser');
type ActionParser = typeof import('@actions/workflow-parser/actions/action-parser');

let loaded: Promise<Parser & ActionParser> | undefined;

/**
 * Loads the official parser. Version 0.3.61 imports its schemas as JSON without saying so, which plain Node refuses; a hook says it for
 * them. Inside jest no hook is allowed, and none is needed.
 */
async function load(): Promise<Parser & ActionParser> {
  const hooks = allowPlainJson();
  try {
    return {
      ...(await import('@actions/workflow-parser')),
      ...(await import('@actions/workflow-parser/actions/action-parser')),
    };
  } finally {
    hooks?.deregister();
  }
}

function allowPlainJson(): ReturnType<typeof registerHooks> | undefined {
  try {
    return registerHooks({
      load: (url, context, next) =>
        next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
    });
  } catch {
    return undefined;
  }
}

/** What the official workflow schema says against a workflow file; an empty list is a valid one. */
export async function workflowErrors(name: string, content: string): Promise<readonly SchemaError[]> {
  loaded ??= load();
  const parser = await loaded;
  const result = parser.parseWorkflow({ name, content }, new parser.NoOperationTraceWriter());
  return result.context.errors.getErrors().map(({ message }) => ({ message }));
}

/** The same for an action.yml. */
export async function actionErrors(name: string, content: string): Promise<readonly SchemaError[]> {
  loaded ??= load();
  const parser = await loaded;
  const result = parser.parseAction({ name, content }, new parser.NoOperationTraceWriter());
  return result.context.errors.getErrors().map(({ message }) => ({ message }));
}
