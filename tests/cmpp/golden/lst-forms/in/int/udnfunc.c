/* Evt_Udn_Info_t udn_old_info = {} */
extern Evt_Udn_Info_t udn_int_info;
static void int_create(CREATE_ARGS)
{
    MALLOCED_PTR = malloc(sizeof(int));
}
const Evt_Udn_Info_t
    udn_int_info = {
    .name = "int",
    .descr = "a number",
    .create = int_create,
};
