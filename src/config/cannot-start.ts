/** Something outside the program keeps it from starting. The message says what, and is all that has to be shown. */
export class CannotStart extends Error {}
