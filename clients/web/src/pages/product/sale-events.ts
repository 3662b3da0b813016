/** A sale that many shops hold, from the beginning of `first` to the end of `last`. */
export type SaleEvent = {
  name: 'black-friday' | 'singles-day' | 'christmas' | 'after-christmas';
  first: Date;
  last: Date;
};

/** The sales of the world that touch a time; the same as the forecast knows (`prices.forecasting.calendar`). */
export function saleEvents(since: Date, until: Date): SaleEvent[] {
  const found: SaleEvent[] = [];
  for (let year = since.getFullYear() - 1; year <= until.getFullYear(); year += 1) found.push(...ofYear(year));
  return found
    .filter((each) => each.last >= since && each.first <= until)
    .sort((a, b) => a.first.getTime() - b.first.getTime());
}

function ofYear(year: number): SaleEvent[] {
  const novemberFirst = new Date(year, 10, 1).getDay();
  const thanksgiving = 1 + ((4 - novemberFirst + 7) % 7) + 21; // the fourth Thursday
  const days = (name: SaleEvent['name'], month: number, day: number, count: number): SaleEvent => ({
    name,
    first: new Date(year, month, day),
    last: new Date(year, month, day + count - 1, 23, 59, 59),
  });
  return [
    days('black-friday', 10, thanksgiving - 3, 8),
    days('singles-day', 10, 9, 3),
    days('christmas', 11, 10, 15),
    days('after-christmas', 11, 26, 6),
  ];
}
