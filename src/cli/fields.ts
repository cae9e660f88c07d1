/** Holds the fields of a spec in words, derived from its schema, so that help can't say anything else than what is checked. */
import { z } from 'zod';

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly description: string;
}

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
}

/** Numbers that a schema library puts where nobody set a bound. */
const unbounded = (n: number | undefined) => n === undefined || Math.abs(n) >= Number.MAX_SAFE_INTEGER;

function bounds(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const low = !unbounded(exclusiveMinimum) ? ` above ${exclusiveMinimum}` : !unbounded(minimum) ? ` from ${minimum}` : '';
  const high = !unbounded(exclusiveMaximum) ? ` below ${exclusiveMaximum}` : !unbounded(maximum) ? ` to ${maximum}` : '';
  return `${low}${high}`;
}

/** Durations are the texts whose pattern ends in units of time; see catalog/spans.ts. */
const isSpan = (schema: JsonSchema) => schema.pattern?.includes('(?:ms|s|m|h)') ?? false;

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return [...new Set(forms.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
  if (schema.type === 'integer') return `whole number${bounds(schema)}`;
  if (schema.type === 'number') return `number${bounds(schema)}`;
  if (isSpan(schema)) return schema.pattern?.includes('\\.\\.') === true ? 'duration or range' : 'duration';
  return schema.type === 'string' ? 'text' : (schema.type ?? 'anything');
}

export function fieldsOf(spec: z.ZodType): readonly Field[] {
  const schema = z.toJSONSchema(spec, { io: 'input' }) as JsonSchema;
  const shapes = schema.properties === undefined ? [...(schema.oneOf ?? schema.anyOf ?? schema.allOf ?? [])] : [schema];
  const names = [...new Set(shapes.flatMap((shape) => Object.keys(shape.properties ?? {})))];
  return names.map((name) => {
    const found = shapes.flatMap((shape) => shape.properties?.[name] ?? []);
    // What may also be null is told of in the form that it has otherwise.
    const told = found.flatMap((one) => [one, ...(one.anyOf ?? [])]);
    const given = told.find((one) => one.default !== undefined)?.default;
    return {
      name,
      type: [...new Set(found.map(typeOf))].join(' or '),
      required: shapes.every((shape) => shape.required?.includes(name) ?? false),
      ...(given === undefined ? {} : { default: given }),
      description: told.find((one) => one.description !== undefined)?.description ?? '',
    };
  });
}
