/** Everything that is wrong with the configuration, one line each, ready to be shown to the person who starts. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(
      `The configuration is not usable:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
      options,
    );
    this.mistakes = mistakes;
  }
}
