/** Every mistake in the configuration. Each is one line that starts with the name of the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(
      `The configuration is invalid. docs/configuration.md describes every variable.\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
      options,
    );
    this.mistakes = mistakes;
  }
}
