/** What a person may tell a run. Each is a Temporal update of the same name. */
export const runCommands = ['check', 'resend', 'retry'] as const;
export type RunCommand = (typeof runCommands)[number];

/** Who gave a command: the name of an API key, kept in the run's history. */
export type CommandInput = { readonly by: string };

/** Failure type of a command that the state of the run does not allow. */
export const commandNotPossible = 'command_not_possible';

/** Signals between a run and the one writer of its group: the question and the answer. */
export const signalNames = { requestAccess: 'requestAccess', groupAnswer: 'groupAnswer' } as const;
