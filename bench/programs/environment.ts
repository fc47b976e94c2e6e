/** What the programs and the service get of our environment: nothing that would change what they do. */
export function environment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NODE_ENV: 'production' };
}
