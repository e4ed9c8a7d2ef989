import {
  type Annotation,
  type AnnotationLevel,
  type Command,
  COMMAND_NAMES,
  annotationOf,
  parseCommand,
} from './commands.ts';
import type { Masks } from './masks.ts';

/** Reads what a process prints, line by line, and does what its commands say. */
export interface OutputStream {
  line(text: string): void;
  readonly annotations: readonly Annotation[];
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  /** A command that the runner refuses fails the step. */
  refused(): boolean;
}

const DEPRECATED =
  'command is deprecated and will be disabled soon. Please upgrade to using Environment Files.';

/** `write` gets each line for the log, masked. */
export function createOutputStream(masks: Masks, write: (line: string) => void): OutputStream {
  const annotations: Annotation[] = [];
  const outputs = new Map<string, string>();
  const state = new Map<string, string>();
  let stopped: string | undefined;
  let refused = false;

  const annotate = (annotation: Annotation): void => {
    const message = masks.apply(annotation.message);
    annotations.push({ ...annotation, message });
    write(`##[${annotation.level}]${message}`);
  };
  const refuse = (command: Command, reason: string): void => {
    refused = true;
    annotate({ level: 'error', message: `Unable to process command '${command.name}' successfully.` });
    annotate({ level: 'error', message: reason });
  };
  const assign = (into: Map<string, string>, command: Command): void => {
    annotate({ level: 'warning', message: `The \`${command.name}\` ${DEPRECATED}` });
    const name = command.properties['name'] ?? '';
    if (name === '') refuse(command, `Required field 'name' is missing in ##[${command.name}] command.`);
    else into.set(name, command.value);
  };
  const stop = (command: Command): void => {
    if (command.value === '' || COMMAND_NAMES.includes(command.value.toLowerCase())) {
      refuse(command, `Invalid stop token '${command.value}'`);
    } else stopped = command.value;
  };

  const show = (command: Command): void => {
    write(masks.apply(`##[${command.name}]${command.value}`));
  };
  const disabled = (command: Command): void => {
    refuse(
      command,
      `The \`${command.name}\` command is disabled. Please upgrade to using Environment Files.`,
    );
  };
  const level = (name: AnnotationLevel) => (command: Command) => {
    annotate(annotationOf(name, command));
  };
  const actions: Readonly<Record<string, (command: Command) => void>> = {
    'add-mask': (command) => {
      masks.add(command.value);
    },
    'add-path': disabled,
    'set-env': disabled,
    'set-output': (command) => {
      assign(outputs, command);
    },
    'save-state': (command) => {
      assign(state, command);
    },
    'stop-commands': stop,
    debug: show,
    endgroup: show,
    error: level('error'),
    group: show,
    notice: level('notice'),
    warning: level('warning'),
  };
  const line = (text: string): void => {
    if (stopped !== undefined) {
      if (parseCommand(text, [stopped.toLowerCase()]) === undefined) write(masks.apply(text));
      else stopped = undefined;
      return;
    }
    const command = parseCommand(text);
    const action = command === undefined ? undefined : actions[command.name];
    if (command === undefined || action === undefined) write(masks.apply(text));
    else action(command);
  };
  return { line, annotations, outputs, state, refused: () => refused };
}
