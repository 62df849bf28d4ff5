static Evt_Udn_Info_t udn_a_info = {
    "a",
    "a number",
    a_create,
};
