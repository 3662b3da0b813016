import { useSearchParams } from 'wouter';

/** What the address says of a view: filters, range, tab. A reload and a link find it again. */
export function useAddress(): [(name: string) => string | null, (changes: Record<string, string | null>) => void] {
  const [params, setParams] = useSearchParams();
  const change = (changes: Record<string, string | null>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  return [(name) => params.get(name), change];
}
