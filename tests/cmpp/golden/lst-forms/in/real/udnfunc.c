#if 0
Evt_Udn_Info_t udn_none_info = {"none"};
#endif
static void real_create(CREATE_ARGS)
{
    MALLOCED_PTR = malloc(sizeof(int));
}
Evt_Udn_Info_t udn_real_info = {
    "Real",
    "a number",
    real_create,
};

const cm_udn udn_vec_info = {
    "vec",
    "a number",
    real_create,
};
