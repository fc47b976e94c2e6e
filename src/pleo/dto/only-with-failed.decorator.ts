import { ValidateBy } from 'class-validator';

/**
 * A reason of a failure, where `field` says that it is one: "Include this only when the export job event has a `failed`
 * status" (Pleo's page of the endpoint); of items likewise. An unknown word, none of `words`, is a mistake of its own:
 * which fields belong to it cannot be said.
 */
export function OnlyWithFailed(field: 'event' | 'status', words: readonly string[]): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'onlyWithFailed',
      validator: {
        validate: (_, args) => {
          const word = (args?.object as Record<string, string>)[field] ?? '';
          return word === 'failed' || !words.includes(word);
        },
        defaultMessage: () => `is allowed with the ${field} "failed" only`,
      },
    })(target, property);
}
