/** An open consent. */
export class ConsentStarted {
  /** Pleo's page, to be opened in a browser by a person of the company. Good for one answer. */
  authorizeUrl!: string;

  /** Until when Pleo's answer is taken. */
  expiresAt!: Date;
}
