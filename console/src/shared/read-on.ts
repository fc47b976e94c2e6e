import { useEffect } from 'react';

/** Pages without a find that are read on by themselves: each is a search among a thousand rows, or more. */
const MAX_EMPTY_PAGES = 10;

/** Reads on where pages of a list that is searched were empty so far; whether it does. */
export function useReadOn(
  list: {
    data: { pages: readonly unknown[] } | undefined;
    hasNextPage: boolean;
    isFetching: boolean;
    isError: boolean;
    fetchNextPage: () => Promise<unknown>;
  },
  isEmpty: boolean,
): boolean {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = list;
  const isLooking = isEmpty && hasNextPage && !isError && (data?.pages.length ?? 0) < MAX_EMPTY_PAGES;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);
  return isLooking;
}
