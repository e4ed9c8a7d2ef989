/** The same fields without those that are undefined: in what is written, absent and undefined are one. */
export type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

export const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
