/** The element of an id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element as T;
}

/** Sets a text where it is another: readers of screens are told of changes only. */
export function setText(element: Element | null | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** A new element. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Fills a table's body. Rows stay where they are as long as there are as many: only texts change. */
export function fillRows(table: HTMLElement, rows: readonly (readonly string[])[], numbersFrom = 1): void {
  const body = table.querySelector('tbody');
  if (body === null) return;
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((cells, index) => {
    const row = body.rows[index] ?? body.insertRow();
    cells.forEach((text, column) => {
      let cell = row.cells[column];
      if (cell === undefined) {
        cell = document.createElement(column === 0 ? 'th' : 'td');
        if (column === 0) cell.scope = 'row';
        if (column >= numbersFrom) cell.className = 'number';
        row.append(cell);
      }
      setText(cell, text);
    });
  });
}
