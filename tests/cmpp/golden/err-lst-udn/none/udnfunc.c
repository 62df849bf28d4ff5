Evt_Udn_Info_t int_info = {"int"};
