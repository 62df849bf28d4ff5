Evt_Udn_Info_t udn_real_info = {
    "int",
    "a number",
    real_create,
};
