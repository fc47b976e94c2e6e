import { useQuery } from '@tanstack/react-query';
import { callerQuery } from '../api/queries.js';

/** Whether the caller's key may do more than read. */
export function useMayAct(): boolean {
  return useQuery(callerQuery).data?.scope === 'admin';
}
