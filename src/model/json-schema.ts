import type {Schema} from './schema.ts'

/** JSON as it is written: draft-07, which the YAML language server of most editors understands best. */
export type JsonSchema = {readonly [key: string]: unknown}

/** The JSON Schema of a record, for editors that complete and check YAML. It is looser than `circle check`. */
export function jsonSchema(schema: Schema, title: string): JsonSchema {
  return {$schema: 'http://json-schema.org/draft-07/schema#', title, ...schemaBody(schema)}
}

function schemaBody(schema: Schema): JsonSchema {
  return {...(schema.about === undefined ? {} : {description: schema.about}), ...shapeOf(schema)}
}

function shapeOf(schema: Schema): JsonSchema {
  switch (schema.kind) {
    case 'text':
      return {type: 'string'}
    case 'line':
      // An unquoted day or number is text to circle, and a date or a number to an editor's YAML library.
      return {type: ['string', 'number', 'boolean'], ...(schema.form?.pattern === undefined ? {} : {pattern: schema.form.pattern})}
    case 'choice':
      // A library of YAML 1.1 takes a bare yes or no for true or false.
      return {enum: [...schema.of, ...(schema.of.includes('yes') ? [true] : []), ...(schema.of.includes('no') ? [false] : [])]}
    case 'integer':
      return {type: 'integer', ...(schema.least === undefined ? {} : {minimum: schema.least}), ...(schema.most === undefined ? {} : {maximum: schema.most})}
    case 'flag':
      return {enum: [true, false, 'yes', 'no']}
    case 'list':
      return {type: ['array', 'null'], items: schemaBody(schema.of)}
    case 'map':
      return {
        type: ['object', 'null'],
        ...(schema.keys.pattern === undefined ? {} : {propertyNames: {pattern: schema.keys.pattern}}),
        additionalProperties: schemaBody(schema.of),
      }
    case 'record': {
      const required = Object.entries(schema.fields).filter(([, field]) => field.required === true).map(([key]) => key)
      return {
        type: 'object',
        properties: Object.fromEntries(Object.entries(schema.fields).map(([key, field]) => [key, schemaBody(field)])),
        patternProperties: {'^x-': {}},
        additionalProperties: false,
        ...(required.length === 0 ? {} : {required}),
      }
    }
  }
}
