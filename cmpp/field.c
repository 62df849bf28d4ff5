#include "field.h"

#include "names.h"

static const char *const table_names[TABLE_KINDS] = {"NAME_TABLE", "PORT_TABLE", "PARAMETER_TABLE",
                                                     "STATIC_VAR_TABLE"};

/* Bits of the tables that may and that must have a field. */
#define IN(table) (1u << (table))
static const struct field_def {
    const char *name, *synonym;
    unsigned allowed, required;
} fields[FIELD_KINDS] = {
    [FIELD_C_FUNCTION_NAME] = {"C_Function_Name", NULL, IN(TABLE_NAME), IN(TABLE_NAME)},
    [FIELD_SPICE_MODEL_NAME] = {"Spice_Model_Name", NULL, IN(TABLE_NAME), IN(TABLE_NAME)},
    [FIELD_PORT_NAME] = {"Port_Name", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_PARAMETER_NAME] = {"Parameter_Name", NULL, IN(TABLE_PARAMETER), IN(TABLE_PARAMETER)},
    [FIELD_STATIC_VAR_NAME] = {"Static_Var_Name", "Instance_Var_Name", IN(TABLE_STATIC_VAR),
                               IN(TABLE_STATIC_VAR)},
    [FIELD_DESCRIPTION] = {"Description", NULL, ~0u, 0},
    [FIELD_DIRECTION] = {"Direction", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_DEFAULT_TYPE] = {"Default_Type", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_ALLOWED_TYPES] = {"Allowed_Types", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_DATA_TYPE] = {"Data_Type", NULL, IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                         IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR)},
    [FIELD_DEFAULT_VALUE] = {"Default_Value", "Default", IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                             0},
    [FIELD_LIMITS] = {"Limits", NULL, IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR), 0},
    [FIELD_VECTOR] = {"Vector", "Array",
                      IN(TABLE_PORT) | IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR), 0},
    [FIELD_VECTOR_BOUNDS] = {"Vector_Bounds", "Array_Bounds",
                             IN(TABLE_PORT) | IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR), 0},
    [FIELD_NULL_ALLOWED] = {"Null_Allowed", NULL,
                            IN(TABLE_PORT) | IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR), 0},
};

/* The field that names the columns of a table. */
static const enum field_kind key_fields[TABLE_KINDS] = {
    FIELD_C_FUNCTION_NAME, FIELD_PORT_NAME, FIELD_PARAMETER_NAME, FIELD_STATIC_VAR_NAME};

const char *table_name(enum table_kind kind)
{
    return table_names[kind];
}

const char *field_name(enum field_kind kind)
{
    return fields[kind].name;
}

enum field_kind table_key(enum table_kind table)
{
    return key_fields[table];
}

bool field_belongs(enum field_kind field, enum table_kind table)
{
    return fields[field].allowed & IN(table);
}

bool field_required(enum field_kind field, enum table_kind table)
{
    return fields[field].required & IN(table);
}

enum table_kind table_find(const char *name)
{
    enum table_kind k = 0;
    while (k < TABLE_KINDS && !name_same(table_names[k], name))
        k++;
    return k == TABLE_KINDS && name_same(name, "INSTANCE_VAR_TABLE") ? TABLE_STATIC_VAR : k;
}

enum field_kind field_find(const char *name, enum table_kind table)
{
    enum field_kind k = 0;
    for (; k < FIELD_KINDS; k++)
        if ((table == TABLE_KINDS || field_belongs(k, table)) &&
            (name_same(fields[k].name, name) ||
             (fields[k].synonym && name_same(fields[k].synonym, name))))
            break;
    return k;
}

const char *field_candidate(const void *list, size_t k)
{
    enum table_kind table = *(const enum table_kind *)list;
    for (enum field_kind f = 0; f < FIELD_KINDS; f++)
        if (table < TABLE_KINDS && field_belongs(f, table) && k-- == 0)
            return fields[f].name;
    return k < TABLE_KINDS ? table_names[k] : NULL;
}

enum table_kind table_named_by(enum field_kind field)
{
    enum table_kind k = 0;
    if (field == FIELD_SPICE_MODEL_NAME)
        return TABLE_NAME;
    while (k < TABLE_KINDS && key_fields[k] != field)
        k++;
    return k;
}
