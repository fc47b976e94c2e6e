/** A minimal environment for the programs and the service: nothing that would change their behaviour. */
export function environment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NODE_ENV: 'production' };
}
