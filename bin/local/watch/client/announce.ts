import { byId, setText } from './dom';

/** Has readers of screens say something, when they are done with what they are saying. */
export function announce(text: string): void {
  setText(byId('status'), text);
}
