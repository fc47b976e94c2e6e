import { AddMessageKinds1764143000000 } from './add-message-kinds.js';
import { AdoptSchema1764150000000 } from './adopt-schema.js';
import { ScrubAnswers1764140000000 } from './scrub-answers.js';
import { ValidateChecks1764145000000 } from './validate-checks.js';

/** The migrations that lead a database of main before to the schema of CreateSchema, and stand in its place there. */
export const ADOPTION = [
  ScrubAnswers1764140000000,
  AddMessageKinds1764143000000,
  ValidateChecks1764145000000,
  AdoptSchema1764150000000,
];
