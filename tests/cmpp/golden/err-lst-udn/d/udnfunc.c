Evt_Udn_Info_t udn_d_info = {
    "d",
    "a number",
    d_create,
};
