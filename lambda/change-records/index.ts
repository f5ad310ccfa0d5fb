export type {
  ChangeMetadata,
  ColumnDefinition,
  DatabaseChange,
  Row,
  RowChange,
  TableChange,
  TableDefinition,
} from './change';
export { ChangeRecordError } from './fields';
export { readChange } from './read-change';
export { changeSchema } from './schema';
