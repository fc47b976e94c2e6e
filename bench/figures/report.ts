export async function writeReport(..._: unknown[]): Promise<void> {}
