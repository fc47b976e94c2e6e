/** A cause outside the program prevents the start. The message is written for people and shown without a stack. */
export class CannotStart extends Error {}
