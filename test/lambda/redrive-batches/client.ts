/** A client that answers as told, and takes the inputs down. */
export function client<T>(answer: (input: Record<string, unknown>, name: string, call: number) => unknown) {
  const inputs: Record<string, unknown>[] = [];
  const names: string[] = [];
  const send = async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    names.push(command.constructor.name);
    inputs.push(command.input);
    return answer(command.input, command.constructor.name, inputs.length);
  };
  return { client: { send } as unknown as T, inputs, names };
}
